# shellcheck shell=sh
#
# The packet filters of a host, for the arming of a guard and for its watch. Debian's `iptables` is by default that of nft, and the
# older one is another.
# shellcheck disable=SC2034
filters='nft iptables iptables-legacy ip6tables ip6tables-legacy'
# All that a filter has, as it is restored.
print_filter() {
  case $1 in
    nft) nft list ruleset ;;
    *) "$1-save" ;;
  esac 2>/dev/null
}
# The rules alone: no counters, no comments with the time.
print_rules() {
  case $1 in
    nft) nft -s list ruleset 2>/dev/null ;;
    *) print_filter "$1" | sed -e '/^#/d' -e 's/\[[0-9]*:[0-9]*\]//' ;;
  esac
}
