"""Judging speech behind `script/quality`: what a recogniser hears, and how good it sounds."""
