# A mistake on the command line names what is wrong and what may have been meant.
--- run pawl pu
--- stdout
--- stderr
error: unknown command "pu"
  hint    Did you mean "up"?
--- exit 2
--- run pawl stats
--- stdout
--- stderr
error: unknown command "stats"
  hint    Did you mean "status"?
--- exit 2
--- run pawl frobnicate
--- stdout
--- stderr
error: unknown command "frobnicate"
  hint    Run "pawl help" for the list of commands.
--- exit 2
--- run pawl up --allow-drfit
--- stdout
--- stderr
error: unknown option "--allow-drfit"
  hint    Did you mean "--allow-drift"?
--- exit 2
--- run pawl up --frobnicate
--- stdout
--- stderr
error: unknown option "--frobnicate"
  hint    Run "pawl help COMMAND" for the options of a command.
--- exit 2
--- run pawl up -x
--- stdout
--- stderr
error: unknown option "-x"
  hint    Run "pawl help COMMAND" for the options of a command.
--- exit 2
--- run pawl up --dir
--- stdout
--- stderr
error: option "--dir" needs a value
  hint    Write --dir=DIR.
--- exit 2
--- run pawl status --allow-drift
--- stdout
--- stderr
error: command "status" does not take option "--allow-drift"
  hint    It belongs to: up, down, plan.
--- exit 2
--- run pawl up extra
--- stdout
--- stderr
error: command "up" does not take argument "extra"
  hint    Usage: pawl up
--- exit 2
--- run pawl up --quiet=yes
--- stdout
--- stderr
error: option "--quiet" takes no value
--- exit 2
--- run pawl up --wait soon
--- stdout
--- stderr
error: invalid value "soon" for option "--wait"
  hint    It must be a number of seconds from 0 to 1000000, such as 30 or 0.5.
--- exit 2
--- run pawl up --out-of-order maybe
--- stdout
--- stderr
error: invalid value "maybe" for option "--out-of-order"
  hint    It must be one of apply|refuse.
--- exit 2
--- run pawl new
--- stdout
--- stderr
error: command "new" needs an argument
  hint    Usage: pawl new NAME
--- exit 2
--- run pawl up --version
--- stdout
--- stderr
error: command "up" does not take option "--version"
  hint    It stands alone, without a command.
--- exit 2
