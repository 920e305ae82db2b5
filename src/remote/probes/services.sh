# shellcheck shell=sh
# Prints the services of a host in sections: a line with the name, such as `= systemd`, then the output of the manager's tools.
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
  echo '= systemd'
  systemctl list-units --no-pager --no-legend --plain --full --type service --all || exit 1
  echo '= files'
  f=$(systemctl list-unit-files --no-pager --no-legend --full --type service --all) || exit 1
  d_print_line "$f"
  # The list has no state for an alias: that is asked separately.
  set --
  while read -r n s _; do
    # A template has no state: systemctl refuses its name.
    case $n/$s in
      *@.*) ;;
      */alias) set -- "$@" "$n" ;;
    esac
  done <<EOF
$f
EOF
  echo '= aliases'
  for n in "$@"; do d_print_line "$n"; done
  echo '= states'
  [ $# -eq 0 ] || systemctl show --property=ActiveState -- "$@" || exit 1
elif command -v rc-status >/dev/null 2>&1 && command -v rc-update >/dev/null 2>&1; then
  echo '= openrc'
  rc-status --nocolor --all 2>/dev/null || rc-status --all
  echo '= runlevels'
  rc-update show -v
elif command -v service >/dev/null 2>&1; then
  echo '= sysv'
  service --status-all 2>/dev/null </dev/null
else
  exit 3
fi
exit 0
