"""What a listing says under a policy: folding, matching, signals, and how they combine into a finding."""
