"""Invented content that fills a new portal, so that it can be shown before editors write."""
