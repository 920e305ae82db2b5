# shellcheck shell=sh
#
# Arguments: MAX_BLOCKS KEEPS_SET_ID.
# Checks what was extracted to `root`, regardless of the archive's listing, and exits with an error if something is refused. No file
# may be larger than MAX_BLOCKS blocks of 512 bytes. Set-user-id and set-group-id bits of files are removed if KEEPS_SET_ID is empty.
#
# `d_has_lists` comes from placing.sh.
# shellcheck disable=SC2154
refuse() {
  [ -z "$1" ] || {
    printf 'the archive is refused: %s %s\n' "${1#root/}" "$2" >&2
    exit 1
  }
}
# safety: only files, directories and symlinks can be extracted
refuse "$(find root ! -type f ! -type d ! -type l | head -n 1)" 'is a device, a pipe or a socket'
refuse "$(find root -type f -size +"$1" | head -n 1)" 'is larger than may come out of it'

# Prints the first name of each file that has more hard links than the archive contains. The input is sorted by inode number, so
# that all names of a file follow each other.
with_names_outside() {
  last= found=0 links=0 name=
  # shellcheck disable=SC2034
  while read -r inode mode link_count line; do
    if [ "$inode" != "$last" ]; then
      [ -z "$last" ] || [ "$found" = "$links" ] || echo "$name"
      last=$inode found=0 links=$link_count name="${line##* }"
    fi
    found=$((found + 1))
  done
  [ -z "$last" ] || [ "$found" = "$links" ] || echo "$name"
}
# shellcheck disable=SC2012
# safety: an extracted file cannot have a hard link outside the extracted tree
refuse "$(find root -type f -links +1 -exec ls -dinq {} + | sort | with_names_outside | head -n 1)" 'has another name outside of the archive'
if command -v getcap >/dev/null 2>&1; then refuse "$(getcap -r root 2>/dev/null | head -n 1)" 'has a capability'; fi
if [ -z "$2" ]; then
  # safety: setuid and setgid bits from an archive are removed
  find root -type f \( -perm -4000 -o -perm -2000 \) -exec chmod -- u-s,g-s {} + || exit
fi
# A mode that is set later also changes the mask of an ACL, and so may grant permissions that the mask denies now.
[ -z "$d_has_lists" ] || refuse "$(find root ! -type l ! -path root | head -n 1)" 'would be open to others by the default ACL of its directory, and there is no setfacl to remove it'
