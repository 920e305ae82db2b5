# shellcheck shell=sh
# Clones a repository or updates it to a commit, and prints the commit that it has afterwards. Needs the function g.
# An empty argument means no or none.
# $1 path   $2 not empty: clone it   $3 not empty: bare   $4 name of the remote   $5 its URL   $6 depth   $7 branch or tag to clone
# $8 single branch   $9 reference repository, then: separate git directory, not empty if it is to be moved, force,
# local branch, commit (may be a short hash), submodules: `pinned`, `tracked` or empty, then the refspecs to fetch.
dest=$1 new=$2 bare=$3 remote=$4 url=$5 depth=$6 start=$7 single=$8 reference=$9
shift 9
separate=$1 moves=$2 force=$3 branch=$4 commit=$5 submodules=$6
shift 6
export GIT_CEILING_DIRECTORIES="${dest%/*}"

# The setting marks a clone as incomplete, so that an interrupted one is recognized later.
clone() {
  set -- --config drover.incomplete=true
  if [ -n "$bare" ]; then set -- "$@" --bare; else set -- "$@" --no-checkout --origin "$remote"; fi
  [ -z "$depth" ] || set -- "$@" --depth "$depth"
  [ -z "$start" ] || set -- "$@" --branch "$start"
  [ -z "$single" ] || set -- "$@" --single-branch
  [ -z "$reference" ] || set -- "$@" --reference "$reference"
  [ -z "$separate" ] || set -- "$@" --separate-git-dir "$separate"
  mkdir -p "${dest%/*}/" && g clone -q "$@" -- "$url" "$dest" && cd "$dest" || return
  [ -z "$bare" ] || [ "$remote" = origin ] || g remote add "$remote" "$url"
}

update() {
  cd "$dest" || return
  if [ -n "$moves" ]; then g init -q --separate-git-dir "$separate" || return; fi
  if current=$(g config --get "remote.$remote.url"); then
    [ "$current" = "$url" ] || g config "remote.$remote.url" "$url"
  else
    g remote add "$remote" "$url"
  fi
}

fetch() {
  # Without a depth, also fetch the configured refspecs and all tags.
  if [ -z "$depth" ] && [ -z "$bare" ]; then
    set -f
    # shellcheck disable=SC2046
    set -- $(g config --get-all "remote.$remote.fetch") '+refs/tags/*:refs/tags/*' "$@"
    set +f
  fi
  if [ -n "$depth" ]; then
    g fetch -q --depth "$depth" "$remote" "$@"
  else
    g fetch -q "$remote" "$@"
  fi
}

has() { g rev-parse -q --verify "$1^{commit}" >/dev/null 2>&1; }

# Fetches the commit by its full hash if no fetched ref contains it; the server may refuse that.
fetch_commit() {
  has "$commit" && return
  [ "$(g rev-parse --is-shallow-repository 2>/dev/null)" != true ] || g fetch -q --unshallow "$remote" 2>/dev/null
  has "$commit" && return
  g fetch -q ${depth:+--depth "$depth"} "$remote" "$commit" 2>/dev/null && has "$commit" && return
  echo "the commit $commit is not in what was fetched" >&2
  return 1
}

if [ -n "$new" ]; then clone; else update; fi || exit
if [ -z "$new" ] || [ $# -gt 0 ]; then fetch "$@" || exit; fi

if [ -z "$bare" ]; then
  fetch_commit || exit
  # `HEAD` means the branch that the clone has checked out, if any.
  [ "$branch" != HEAD ] || branch=$(g symbolic-ref -q --short HEAD)
  if [ -z "$branch" ]; then
    g checkout -q --force --detach "$commit" || exit
  else
    g checkout -q --force --no-track -B "$branch" "$commit" || exit
    g config "branch.$branch.remote" "$remote" && g config "branch.$branch.merge" "refs/heads/$branch" || exit
  fi
  if [ -n "$submodules" ] && [ -f .gitmodules ]; then
    g submodule -q sync --recursive || exit
    set -- --init --recursive
    [ "$submodules" != tracked ] || set -- "$@" --remote
    [ -z "$force" ] || set -- "$@" --force
    g submodule -q update "$@" || exit
  fi
fi
g config --unset drover.incomplete
g rev-parse HEAD
