# shellcheck shell=sh
#
# The programs for packet filters, used when a guard is armed and when it rolls back. Debian's `iptables` uses nft by default; the
# older implementation is `iptables-legacy`.
# shellcheck disable=SC2034
filters='nft iptables iptables-legacy ip6tables ip6tables-legacy'
# Prints everything in a filter, in the form in which it can be restored.
print_filter() {
  case $1 in
    nft) nft list ruleset ;;
    *) "$1-save" ;;
  esac 2>/dev/null
}
# Prints only the rules, for comparison: without counters and without comments, which contain the time.
print_rules() {
  case $1 in
    nft) nft -s list ruleset 2>/dev/null ;;
    *) print_filter "$1" | sed -e '/^#/d' -e 's/\[[0-9]*:[0-9]*\]//' ;;
  esac
}
