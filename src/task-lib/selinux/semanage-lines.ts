import { type ShellText, sh } from '../../shell/quote.ts'

/** Returns a script that prints those lines of a semanage listing that contain `part`. It fails if semanage fails. */
export function semanageLines(words: readonly string[], part: string): ShellText {
  // The listing is piped, because it is too long for an argument in shells whose printf is not built in.
  return sh`{ LC_ALL=C semanage ${words} || echo '# failed'; } | {
  grep -F -e ${part} -e '# failed' || :
} | {
  while read -r l; do
    [ "$l" != '# failed' ] || exit 1
    d_print_line "$l"
  done
}`
}
