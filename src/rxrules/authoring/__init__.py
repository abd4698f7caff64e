"""What authors of rulesets work with: the form of files, scaffolds, waivers, and what is found told to other programs."""
