drizzle 0000_a
create table "a" ("b" int);--> statement-breakpoint
create index i on a (b)
--> statement-breakpoint
select 1