# shellcheck shell=sh
#
# Watches over a guarded change and rolls it back. It runs in a private folder, independently of the session, as
# `sh watch FOLDER SECONDS LOCK_FILE`; placing.sh, liveness.sh and filters.sh are prepended to it. It rolls back if it gets no
# heartbeat for SECONDS, or immediately if the session requests it, in this order: it stops units that were not running before,
# restores files, restores the state of units, restores packet filters, runs the commands of handlers again, and runs the user's own
# script. The watch or the session decides whether to roll back: the one that creates the folder `claim` first.
#
# Files in the folder:
#   pid, lock       the process id of the watch; the path of its lock file, which prevents other runs while the watch is running
#   alive, now      created by the session: `alive` restarts the countdown, `now` requests a rollback
#   N/path, kind    the path and state of a file before the change: `gone`, `dir` (with `attributes`), `file` or `tree` (with `copy`)
#   unit.N, verb.N  a unit's name, whether it was enabled and active; how it reads its files again: restart, reload or neither
#   again.N         a handler's command; `again.N.in` is its input, `again.N.title` its title
#   undo            the user's script
#   fw.*            the packet filters
#   done            what was rolled back, and what could not be, one per line; called `report` until it is complete
#
# In `attempt` the last line of an error is split into words on purpose; `read` sets the variables for the lines of a lock file.
# shellcheck disable=SC2015,SC2034,SC2046,SC2154,SC2229
LC_ALL=C
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
trap '' HUP INT PIPE
folder=$1 seconds=$2 lock_file=$3 stopped= own_lock=
cd -P -- "$folder" && d_is_private || exit 1
umask 077
trap 'stopped=1' TERM
trap 'test -z "$own_lock" || rm -f -- "$own_lock"' EXIT
case $lock_file in
  /*)
    { for line in lock_run lock_pid lock_start lock_who lock_since lock_host lock_machine; do IFS= read -r "$line"; done; } <"$lock_file" && {
      own_lock=${lock_file%/*}/.drover-run-g${folder##*-}
      (
        umask 022
        printf '%s\n' "$lock_run" $$ "$(d_start_of $$)" "a guard that $lock_who left" "$lock_since" "$lock_host" "$lock_machine" in >"${lock_file%/*}/.drover-new-g$$" && mv -f -- "${lock_file%/*}/.drover-new-g$$" "$own_lock"
      ) || own_lock=
      printf %s "$own_lock" >lock
    }
    ;;
esac
echo $$ >pid.new && mv pid.new pid || exit 1

# A heartbeat just before the claim still counts; a session that sends a later one finds the claim.
left=$seconds
while :; do
  while test "$left" -gt 0 && test -z "$stopped" && ! test -e now; do
    sleep 1
    test -e pid || exit 0
    if test -e alive; then
      rm -f alive
      left=$seconds
    else
      left=$((left - 1))
    fi
  done
  mkdir claim 2>/dev/null || exit 0
  if test -e alive && test -z "$stopped" && ! test -e now; then
    rm -f alive
    left=$seconds
    rmdir claim
  else
    break
  fi
done

report() {
  {
    printf %s "$*" | tr '\n' ' '
    echo
  } >>"$folder/report"
}
# Runs a command in a subshell. If it fails, reports which action failed, and the last line of its error.
attempt() {
  action=$1
  shift
  output=$("$@" 2>&1 </dev/null) && return
  set -- $(printf '%s\n' "$output" | tail -n 1)
  report "failed to $action: $*"
  false
}

restore_path() {
  place=$(
    cat "$1/path"
    echo .
  )
  place=${place%.}
  kind=$(cat "$1/kind")
  kept=$PWD/$1
  (
    d_enter "${place%/*}/" 2>/dev/null || {
      test "$kind" = gone && exit 0
      mkdir -p -- "${place%/*}" && d_enter "${place%/*}/" || exit 1
    }
    name=./${place##*/} temporary=./.drover-guard-$$
    case $kind in
      gone)
        if test -d "$name" && ! test -L "$name"; then
          rmdir -- "$name" 2>/dev/null || {
            report "left $place: something else is in it"
            exit 0
          }
        elif test -e "$name" || test -L "$name"; then
          rm -f -- "$name" || exit 1
        else
          exit 0
        fi
        report "removed $place"
        ;;
      dir)
        IFS=' ' read -r owner mode <"$kept/attributes"
        test -d "$name" || mkdir -- "$name" || exit 1
        d_pin "${place##*/}" && d_run_pinned chown -- "$owner" "$d_pinned" && d_run_pinned chmod -- "00$mode" "$d_pinned" || exit 1
        report "restored $place"
        ;;
      *)
        rm -rf -- "$temporary"
        if test -d "$name" && ! test -L "$name" || test "$kind" = tree; then rm -rf -- "$name" || exit 1; fi
        {
          cp -a -- "$kept/copy" "$temporary" 2>/dev/null || {
            rm -rf -- "$temporary"
            cp -pPR -- "$kept/copy" "$temporary"
          }
        } && sync && d_rename "$temporary" "$name" || {
          rm -rf -- "$temporary"
          exit 1
        }
        report "restored $place"
        ;;
    esac
  )
}

# Prints empty versions of the tables on standard input that are not in the file $1, and so did not exist before.
print_emptied_tables() {
  table=
  while IFS= read -r line; do
    case $line in
      \**)
        if grep -qxF -e "$line" "$1"; then
          table=
        else
          table=$line
          echo "$line"
        fi
        ;;
      :*' - '*) ;;
      :*) test -z "$table" || echo "${line%% *} ACCEPT [0:0]" ;;
      COMMIT) test -z "$table" || echo "$line" ;;
    esac
  done
}
restore_filters() {
  for filter in $filters; do
    test -e "fw.$filter" || continue
    test "$(print_rules "$filter")" != "$(cat "fw.$filter.rules")" || continue
    case $filter in
      nft)
        {
          echo 'flush ruleset'
          cat fw.nft
        } >fw.new
        attempt "restore the rules of nft" nft -f "$folder/fw.new"
        ;;
      *)
        {
          cat "fw.$filter"
          print_filter "$filter" | print_emptied_tables "fw.$filter"
        } >fw.new
        attempt "restore the rules of $filter" "$filter-restore" fw.new
        ;;
    esac && report "restored the rules of $filter"
  done
}

read_unit_state() {
  enabled_now=$(systemctl is-enabled -- "$1" 2>/dev/null)
  active_now=$(systemctl is-active -- "$1" 2>/dev/null)
}
for unit_file in unit.*; do
  test -e "$unit_file" || break
  {
    IFS= read -r name
    IFS= read -r enabled
    IFS= read -r active
  } <"$unit_file"
  read_unit_state "$name"
  case $active in
    active | activating | reloading) ;;
    *)
      case $active_now in
        active | activating | reloading) attempt "stop $name" systemctl stop -- "$name" && report "stopped $name" ;;
      esac
      ;;
  esac
  case $enabled/$enabled_now in
    enabled/*) ;;
    */enabled) attempt "disable $name" systemctl disable -- "$name" && report "disabled $name" ;;
  esac
done

number=$(cat count 2>/dev/null || echo 0)
while test "$number" -gt 0; do
  attempt "restore $(cat "$number/path")" restore_path "$number"
  number=$((number - 1))
done

is_stopping=
case $(systemctl is-system-running 2>/dev/null) in stopping) is_stopping=1 ;; esac
if test -d /run/systemd/system && cat ./*/path 2>/dev/null | grep -q /systemd/; then attempt 'have systemd read its files' systemctl daemon-reload; fi
for unit_file in unit.*; do
  test -e "$unit_file" || break
  {
    IFS= read -r name
    IFS= read -r enabled
    IFS= read -r active
  } <"$unit_file"
  verb=$(cat "verb.${unit_file#unit.}")
  read_unit_state "$name"
  case $enabled_now/$enabled in
    "$enabled/$enabled_now") ;;
    masked*/masked*) ;;
    masked*/*) attempt "unmask $name" systemctl unmask -- "$name" && report "unmasked $name" ;;
  esac
  case $enabled/$enabled_now in
    enabled/enabled | masked*/masked*) ;;
    enabled/*) attempt "enable $name" systemctl enable -- "$name" && report "enabled $name" ;;
    masked*/*) attempt "mask $name" systemctl mask -- "$name" && report "masked $name" ;;
  esac
  test -z "$is_stopping" || continue
  case $active in
    active | activating | reloading)
      # Otherwise systemd refuses to start a unit that failed too often recently.
      systemctl reset-failed -- "$name" 2>/dev/null
      case $verb/$active_now in
        restart/*) attempt "restart $name" systemctl restart -- "$name" && report "restarted $name" ;;
        reload/active) attempt "reload $name" systemctl reload -- "$name" && report "reloaded $name" ;;
        */active | */activating | */reloading) ;;
        *) attempt "start $name" systemctl start -- "$name" && report "started $name" ;;
      esac
      ;;
  esac
done
run_again() {
  cd / && umask 022 && sh "$folder/again.$1" <"$folder/again.$1.in"
}
if test -z "$is_stopping"; then
  restore_filters
  number=1
  while test -e "again.$number"; do
    test -e "again.$number.in" || : >"again.$number.in"
    title=$(cat "again.$number.title")
    attempt "run again: $title" run_again "$number" && report "ran again: $title"
    number=$((number + 1))
  done
  if test -e undo; then attempt 'run undo' sh -c 'cd / && umask 022 && . "$0"' "$folder/undo" && report 'ran undo'; fi
  restore_filters
fi
logger -t drover -p daemon.warning "rolled back a guarded change of this host: $(tr '\n' ';' <report)" 2>/dev/null
test -e report || : >report
mv report 'done'
test -z "$own_lock" || rm -f -- "$own_lock"
# The session has this many seconds to fetch the report.
left=200
while test "$left" -gt 0 && test -e 'done'; do
  sleep 1
  left=$((left - 1))
done
cd / && rm -rf -- "$folder"
