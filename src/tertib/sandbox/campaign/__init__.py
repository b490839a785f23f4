"""A campaign of many days: sellers and staff as programs with aims, a truth of its own, and the face it shows.

Like all of the sandbox it imports nothing of ours but `tertib.vocabulary`. `World` runs by itself from a seed;
the other side is handed `World.outside()` alone, which shows what a feed, a look, a reply or a person would show.
Every company, shop, brand and person in it is invented. Reasons: `docs/why/0080-simulation.md`.
"""
