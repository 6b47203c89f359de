select 'it''s;', 'back\';slash', `a``;b`, "c"";d"; select 'new
line;'