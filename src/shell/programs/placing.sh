# shellcheck shell=sh
#
# Remote functions that enter a directory without following links that another user placed on the way, and put a file there:
#   d_is_private       succeeds if only the session's user can access the working directory, and no other user replaced it. Sets
#                      `$d_owner` to the owner of files created in it (`UID:GID`), `$d_is_safe` if only root and the session's
#                      user can change the directory around it, and `$d_has_lists` if its ACLs could not be removed
#   d_is_trusted PATH  succeeds if the file belongs to root or to the session's user
#   d_remove_lists PATH [1]   removes ACLs and keeps the mode; sets `$d_has_lists` if it cannot. `1` means that there are
#                      ACLs
#   d_check_mode MODE PATH   fails if an ACL that could not be removed would add to that mode
#   d_enter DIR        changes to the directory; a link of another user on the way is followed only to a directory of that user
#   d_pin NAME         sets `$d_pinned` to a path that keeps referring to the file or directory NAME, even if its owner replaces it
#   d_run_pinned COMMAND   runs a command that has `"$d_pinned"` among its arguments
#   d_rename FROM TO   renames FROM to TO and replaces anything but a directory; a link at TO is itself replaced
#   d_check_owner PATH USER PLACE   fails if PLACE, to which a link of USER on the way to PATH leads, does not belong to USER
#   d_report_full      prints that the file system here is full, if it is
#   d_report_moved PATH   prints that PATH was replaced meanwhile
#
# The output of `ls` is split into words on purpose. Other programs use `d_owner`.
# shellcheck disable=SC2015,SC2034,SC2046,SC2086
d_report_moved() { echo "$1: something was put in its place meanwhile" >&2; }

d_is_private() {
  d_listing=$(ls -ldn . ..) d_is_safe= d_has_lists=
  set -- ${d_listing#*"
"}
  d_parent_mode=$1 d_parent_owner=$3
  set -- ${d_listing%%"
"*}
  d_owner=$3:$4
  case $d_parent_mode in
    d????-??-*)
      case $d_parent_owner in
        0 | "$3") d_is_safe=1 ;;
      esac
      ;;
  esac
  # shellcheck disable=SC3067
  test -O . 2>/dev/null || test "$3" = "$(id -u)" || {
    d_report_tampering
    return
  }
  case $1 in
    drwx--[-S]--T*)
      d_has_lists=1
      return
      ;;
    drwx--[-S]---+*) ;;
    drwx--[-S]---*)
      test -z "$d_is_safe" || return 0
      if command -v setfacl >/dev/null 2>&1; then
        d_remove_lists .
        return
      fi
      d_shows_lists || return 0
      ;;
    d*)
      # umask had no effect: the directory around it has a default ACL, or the file system has no modes. Accepted only for a new folder.
      case $PWD in
        */.drover-*) ;;
        *)
          d_report_tampering
          return
          ;;
      esac
      test -z "$(ls -A .)" && chmod 0700 . 2>/dev/null
      test -z "$(ls -A .)" || {
        d_report_tampering
        return
      }
      case $(ls -ldn .) in
        drwx--[-S]---*) ;;
        d????-??-*)
          test -n "$d_is_safe" || d_report_tampering
          return
          ;;
        *)
          d_report_tampering
          return
          ;;
      esac
      ;;
    *)
      d_report_tampering
      return
      ;;
  esac
  # If the ACLs cannot be removed, the sticky bit shows that to later callers.
  # safety: the default ACL of a directory is ignored
  d_remove_lists . 1 || chmod 1700 .
}
d_report_tampering() {
  echo "the private folder was tampered with" >&2
  false
}
# Not every ls shows ACLs, and the mode of a folder may hide them: a new file that all users may write shows them.
d_shows_lists() {
  d_listing=$(
    umask 0 && : >./d_probe && ls -ln ./d_probe
    rm -f ./d_probe
  )
  case $d_listing in
    -rw-rw-rw-+*) ;;
    -rw-rw-rw-*) false ;;
  esac
}
d_is_trusted() {
  # shellcheck disable=SC3067
  test -O "$1" 2>/dev/null || {
    set -- $(ls -ldnL -- "$1")
    case $3 in
      0 | "$(id -u)") ;;
      *) false ;;
    esac
  }
}
d_remove_lists() {
  d_mode=$(ls -ldnL -- "$1") d_must=$2
  case $d_mode in
    ??????????+*) d_must=1 ;;
    *) test -n "$d_must" || command -v setfacl >/dev/null 2>&1 || return 0 ;;
  esac
  d_mode=${d_mode#????}
  d_mode=${d_mode%"${d_mode#???}"}
  # With an ACL, the group part of the mode is the ACL's mask. Without one, it is the group's own permissions.
  case $d_mode in
    *s) d_mode=${d_mode%s}x ;;
    *S) d_mode=${d_mode%S}- ;;
  esac
  setfacl -b -k -m "g::$d_mode" -- "$1" 2>/dev/null && return
  test -n "$d_must" || return 0
  d_has_lists=1
  for d_kind in access default; do
    setfattr -x "system.posix_acl_$d_kind" -- "$1" 2>/dev/null && d_has_lists=
  done
  case $(ls -ldnL -- "$1") in
    ??????????+*) d_has_lists=1 ;;
  esac
  test -z "$d_has_lists"
}
d_check_mode() {
  test -n "$d_has_lists" || return 0
  d_digits=${1#"${1%??}"}
  test "$((${d_digits%?} & ~${d_digits#?}))" = 0 && return
  echo "$2: the default ACL of its directory gives others access beyond mode $1, and there is no setfacl to remove it" >&2
  false
}

d_enter() {
  cd -P -- "$1" || return
  test "$PWD" = "$1" || d_enter_stepwise "$1"
}
# The path leads elsewhere: each link on the way is examined, and the target of another user's link must belong to that user.
d_enter_stepwise() {
  d_rest=${1#/}/ d_links=0 d_link_owners=
  cd /
  while test -n "$d_rest"; do
    d_part=${d_rest%%/*} d_rest=${d_rest#*/}
    case $d_part in
      "" | .) continue ;;
      ..)
        cd -P .. || return
        continue
        ;;
    esac
    if test -L "./$d_part"; then
      d_links=$((d_links + 1))
      test "$d_links" -lt 40 || {
        echo "$1: too many links" >&2
        return 1
      }
      d_listing=$(ls -ldin "./$d_part") && d_target=$(readlink "./$d_part" && echo .) && test "$d_listing" = "$(ls -ldin "./$d_part")" || {
        d_report_moved "$1"
        return 1
      }
      set -- "$1" $d_listing
      case $5 in
        0 | "$(id -u)") ;;
        *) d_link_owners="$d_link_owners $5" ;;
      esac
      d_target=${d_target%??}
      case $d_target in
        /*) cd / ;;
      esac
      d_rest=$d_target/$d_rest
    else
      d_before=${PWD%/}
      cd -P "./$d_part" || return
      test "$PWD" = "$d_before/$d_part" || {
        d_report_moved "$1"
        return 1
      }
    fi
  done
  # safety: another user's symlink in a path is followed only to a directory of that user
  for d_part in $d_link_owners; do d_check_owner "$1" "$d_part" . || return; done
}
d_check_owner() {
  set -- "$1" "$2" $(ls -ldn -- "$3")
  test "$5" = "$2" || {
    echo "$1: a link of user $2 there leads to what belongs to another, and is not followed" >&2
    false
  }
}

# Never moves the file into a directory or into the target of a link. Only if mv has no option for that is the target tested first.
d_rename() {
  d_message=$(mv -fT -- "$1" "$2" 2>&1) && return
  case $d_message in
    *[Uu]sage:* | *" option "*) ;;
    *)
      echo "$d_message" >&2
      return 1
      ;;
  esac
  if test -d "$2"; then
    test -L "$2" && rm -f -- "$2" || {
      echo "$2 is a directory" >&2
      return 1
    }
  fi
  mv -f -- "$1" "$2"
}
d_report_full() {
  set -- $(df -Pk . 2>/dev/null | tail -n 1)
  d_lack=full
  if test "${4:-64}" -ge 64; then
    set -- $(df -Pi . 2>/dev/null | tail -n 1)
    test "${4:-1}" = 0 || return 0
    d_lack="out of inodes"
  fi
  shift 5
  echo "the file system at $* is $d_lack" >&2
}

# ksh and mksh close their own file descriptors for the commands that they start, unless a descriptor is passed explicitly.
d_run_pinned() {
  case $d_pinned in
    /proc/*) "$@" 3<&3 ;;
    *) "$@" ;;
  esac
}
# chmod takes a name and follows links. If other users may write here, the file is opened first and then named by its descriptor.
d_pin() {
  d_pinned=./$1
  test -L "$d_pinned" && {
    d_report_moved "$PWD/$1"
    return 1
  }
  if test -d "$d_pinned"; then
    d_before=${PWD%/}
    cd -P "$d_pinned" && test "$PWD" = "$d_before/$1" || {
      d_report_moved "$d_before/$1"
      return 1
    }
    d_pinned=.
    return 0
  fi
  set -- "$1" $(ls -ldn .)
  case $2 in
    d????-??-*)
      case $4 in
        0 | "$(id -u)") return 0 ;;
      esac
      ;;
  esac
  d_folder_owner=$4
  test -f "$d_pinned" || {
    echo "$PWD/$1: no regular file, in a directory that others may write to" >&2
    return 1
  }
  exec 3<"$d_pinned" || return
  d_pinned=/proc/self/fd/3
  test "$(d_run_pinned readlink "$d_pinned")" = "${PWD%/}/$1" || {
    d_report_moved "$PWD/$1"
    return 1
  }
  set -- "$1" $(d_run_pinned ls -ldnL "$d_pinned")
  test "$3" = 1 || test "$4" = "$d_folder_owner" || {
    echo "$PWD/$1: has other names, and belongs to another than the directory" >&2
    return 1
  }
}
