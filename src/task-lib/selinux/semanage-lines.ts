import { type ShellText, sh } from '../../shell/quote.ts'

/** A script that prints the lines of a listing of semanage which contain a text, and fails if semanage does. */
export function semanageLines(words: readonly string[], part: string): ShellText {
  // The listing is too long for an argument, which it would be of a printf that is no part of the shell.
  return sh`{ LC_ALL=C semanage ${words} || echo '# failed'; } | {
  grep -F -e ${part} -e '# failed' || :
} | {
  while read -r l; do
    [ "$l" != '# failed' ] || exit 1
    d_print_line "$l"
  done
}`
}
