# shellcheck shell=sh
# Prints the state of the repository at a path, and refs of the remote repository, as lines KEY VALUE. Changes nothing.
# $1 path, empty if none   $2 not empty: a bare repository   $3 name of the remote   $4 its URL, empty: do not query it
# $5 version   $6 submodules: `pinned`, `tracked` or empty   $7 separate git directory   $8 archive   $9 its format
# ${10} prefix of the paths in the archive   ${11} not empty: do not query the remote if the repository exists
# others: patterns of the refs to list from the remote
# Exits with 3 if git is not installed, 4 if the repository cannot be read, 5 if the remote cannot be read. Needs the function g.
dest=$1 bare=$2 remote=$3 url=$4 version=$5 submodules=$6 separate=$7 archive=$8 format=$9
shift 9
prefix=$1 keeps=$2
shift 2
# shellcheck disable=SC2154 # set with g
command -v "$git" >/dev/null || exit 3
export GIT_OPTIONAL_LOCKS=0

head='' branch='' at='' dir=''
if [ -n "$dest" ]; then
  # If this repository is broken, git must not use another one that contains it.
  export GIT_CEILING_DIRECTORIES="${dest%/*}"
  dir=$dest
  [ -n "$bare" ] || dir=$dest/.git
  if [ -f "$dir" ]; then
    IFS= read -r line <"$dir"
    dir=${line#gitdir: }
    case $dir in /*) ;; *) dir=$dest/$dir ;; esac
  fi
  if [ -f "$dir/config" ]; then at=repository
  elif [ -d "$dest" ]; then
    entries=$(ls -A "$dest") || exit 4
    if [ -n "$entries" ]; then at=full; else at=empty; fi
  elif [ -e "$dest" ] || [ -L "$dest" ]; then at='file'
  else at=absent
  fi
fi
echo "at $at"

modified() {
  # git before 2.11 does not support version 2 of this format.
  g status --porcelain=v2 --untracked-files=no 2>/dev/null ||
    g status --porcelain --untracked-files=no --ignore-submodules=all
}

# Prints the commit of each submodule and the commit of the branch that it tracks.
# shellcheck disable=SC2016
tracked() {
  each='branch=$(git config -f "$toplevel/.gitmodules" "submodule.$name.branch") || branch=HEAD;'
  each=$each' [ "$branch" != . ] || branch=$(git -C "$toplevel" symbolic-ref --short HEAD);'
  each=$each' [ "$branch" = HEAD ] || branch=refs/heads/$branch;'
  each=$each' there=$(git ls-remote "$(git config remote.origin.url)" "$branch") || exit;'
  each=$each' printf "tracked %s %s %s\n" "$(git rev-parse HEAD)" "${there%%[!0-9a-f]*}" "$displaypath"'
  g submodule foreach --quiet --recursive "$each"
}

if [ "$at" = repository ]; then
  [ -z "$keeps" ] || url=''
  cd "$dest" && g rev-parse --git-dir >/dev/null || exit 4
  head=$(g rev-parse -q --verify HEAD)
  branch=$(g symbolic-ref -q HEAD)
  current=$(g config --get "remote.$remote.url")
  echo "head $head
branch $branch
url $current
incomplete $(g config --get drover.incomplete)
default $(g symbolic-ref -q "refs/remotes/$remote/HEAD")"
  case $version in
  *[!0-9a-f]*) ;;
  *) echo "local $(g rev-parse -q --verify "$version^{commit}" 2>/dev/null)" ;;
  esac
  if [ -n "$bare" ]; then
    g for-each-ref --format='local-ref %(objectname) %(refname)' refs/heads refs/tags || exit 4
  elif [ -n "$head" ]; then
    status=$(modified) || exit 4
    [ -z "$status" ] || printf '%s\n' "$status" | sed -n '1,20s/^/status /p'
  fi
  if [ -n "$submodules" ] && [ -f .gitmodules ]; then
    status=$(g submodule status --recursive) || exit 4
    [ -z "$status" ] || printf '%s\n' "$status" | sed 's/^/submodule /'
    [ "$submodules" != tracked ] || [ -z "$url" ] || tracked || exit 5
  fi
  if [ -n "$separate" ] && [ "$(cd -P "$dir" && pwd)" != "$(cd -P "$separate" 2>/dev/null && pwd)" ]; then
    echo "git-dir $dir"
    [ ! -e "$separate" ] || echo 'occupied 1'
  fi
  if [ -n "$archive" ] && [ -f "$archive" ] && [ -n "$head" ]; then
    new=$(g archive --format "$format" --prefix "$prefix" HEAD | "$git" hash-object --stdin)
    [ "$new" != "$("$git" hash-object --stdin <"$archive")" ] || echo 'archived 1'
  fi
  # If the wanted commit is checked out, the remote need not be queried: a commit never changes.
  [ "$head" != "$version" ] || [ -n "$bare" ] || url=''
fi

if [ -n "$url" ]; then
  case $branch in refs/heads/*) set -- "$@" "$branch" ;; esac
  refs=$(g ls-remote --symref "$url" "$@")
  case $? in
  0) ;;
  # git before 2.8 does not support --symref.
  129) refs=$(g ls-remote "$url" "$@") || exit 5 ;;
  *) exit 5 ;;
  esac
  [ -z "$refs" ] || printf '%s\n' "$refs" | sed 's/^/ref /'
fi
exit 0
