"""A small outside world to try Tertib in: five invented marketplaces, their sellers, their staff, their mail.

It imports nothing of ours but `tertib.vocabulary`, and meets the rest only over HTTP, webhooks, mail
and files. Every name of a company, shop, brand and person in it is invented.
"""
