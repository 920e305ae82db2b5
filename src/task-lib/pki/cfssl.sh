# shellcheck shell=sh
#
# Makes a certificate with cfssl and puts it in place, as PROGRAMS DIRECTORY NAME BACKUP WORD...: where cfssl is, where the
# certificate goes, `backup` if what is replaced is kept, and the words behind `cfssl gencert`.
#
# Files and not variables: in some shells printf is a program, whose arguments everyone can list.
# shellcheck disable=SC2015
PATH=$1:$PATH:/usr/local/bin
export PATH
for program in cfssl cfssljson; do
  command -v "$program" >/dev/null || {
    echo "the host has no $program in $PATH" >&2
    exit 127
  }
done
umask 077
cd -- "$2" || exit 1
name=$3 backup=$4 folder=./.$3.new
shift 4
trap 'rm -rf -- "$folder"' EXIT
trap 'exit 1' HUP INT TERM
fail() {
  cat "$folder/log" >&2
  exit 1
}
rm -rf -- "$folder" && mkdir -- "$folder" || exit 1
cfssl gencert "$@" >"$folder/out.json" 2>"$folder/log" </dev/null || fail
cfssljson -bare "$folder/made" <"$folder/out.json" 2>>"$folder/log" || fail
test -s "$folder/made.pem" || fail
chmod 0644 "$folder/made.pem" "$folder/made.csr" || exit 1
now=$(date -u +%Y-%m-%dT%H%M%SZ)
for suffix in -key.pem .csr .pem; do
  test -s "$folder/made$suffix" || continue
  target=./$name$suffix
  if test -n "$backup" && test "$suffix" != .csr && test -e "$target"; then
    cp -p -- "$target" "$target.$now~" || exit 1
  fi
  mv -f -- "$folder/made$suffix" "$target" || exit 1
done
