"""Rule packs: the rules of a day in the forms that other systems import. Knowledge in, bytes out."""
