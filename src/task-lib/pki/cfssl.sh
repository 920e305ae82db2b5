# shellcheck shell=sh
#
# Creates a certificate with cfssl and moves its files into place. Arguments: PROGRAMS DIRECTORY NAME BACKUP WORD...: the
# directory of cfssl, the directory and name of the certificate, `backup` to keep replaced files, the arguments of `cfssl gencert`.
#
# Data is passed in files, not variables: in some shells printf is a program, whose arguments all users can list.
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
