"""Where rulesets come from: shipped ones by name, the files of a folder, the digest of exactly these. Nothing is parsed here."""
