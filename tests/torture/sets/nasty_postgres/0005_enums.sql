-- pawl: no-transaction
alter type mood add value 'happy' after 'sad';
create table moods (m mood default 'happy');
insert into moods default values;
alter type mood add value if not exists 'glad';
insert into moods values ('glad');
