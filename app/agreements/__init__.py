"""Agreements: the text that all partners accept and sign, its versions and signatures."""
