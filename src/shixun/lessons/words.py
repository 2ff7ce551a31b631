"""What a mark says where somebody learns; a rule's verdict keeps the rules' own words."""

LEARNING = {"pass": "对", "fail": "再想想"}
