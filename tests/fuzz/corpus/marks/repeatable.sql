-- a

	-- pawl: repeatable
select 1