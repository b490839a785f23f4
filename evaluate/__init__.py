"""How good the rules are, measured on real listings that lie beside the project and are never part of it."""
