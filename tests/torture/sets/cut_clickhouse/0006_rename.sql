RENAME TABLE a TO aa, b TO bb;
