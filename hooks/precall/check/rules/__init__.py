"""The rules, a module each. `ls` here is the manual."""
