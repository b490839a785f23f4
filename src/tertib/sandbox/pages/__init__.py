"""What the pages of the five marketplaces look like: one HTML file each, the same kinds in each."""
