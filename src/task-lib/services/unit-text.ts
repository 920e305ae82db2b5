import { quote } from '../../shell/quote.ts'

/** A section of a unit file: its settings in order; a setting with several values occurs several times. */
export interface UnitSection {
  readonly name: string
  readonly settings: readonly (readonly [key: string, value: string | undefined])[]
}

/** Returns the text of a unit file. Settings without a value and sections without settings are omitted. */
export function unitText(sections: readonly UnitSection[]): string {
  const texts = sections.map(({ name, settings }) => {
    const lines = settings.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    return lines.length === 0 ? '' : `[${name}]\n${lines.join('')}`
  })
  return texts.filter(text => text !== '').join('\n')
}

/**
 * Quotes a word for a setting of a unit, so that systemd expands nothing in it. Source: systemd.syntax(7),
 * systemd.service(5).
 */
export function unitWord(word: string): string {
  const escaped = word
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('%', '%%')
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`
}

/** Returns a command line for `ExecStart=`; the words are passed to the program unchanged. */
export function unitCommand([program = '', ...words]: readonly string[]): string {
  // In the program's own word, systemd does not expand `$`. The word must not begin with one of the characters that are
  // options of `ExecStart=`.
  return [unitWord(program), ...words.map(word => unitWord(word).replaceAll('$', '$$$$'))].join(' ')
}

/**
 * Returns the command that validates a new unit file before it is installed, for the param `validate`. It also refuses
 * settings that systemd does not know and would ignore with a warning. On a host without `systemd-analyze`, it accepts
 * everything.
 */
export function unitVerification(unit: string): string {
  return `command -v systemd-analyze >/dev/null || exit 0
d=$(mktemp -d) || exit
trap 'rm -rf -- "$d"' EXIT
f=$d/${quote(unit)}
cat %s >"$f" || exit
export LC_ALL=C
if systemd-analyze --help | grep -q -e --recursive-errors; then
  systemd-analyze verify --man=no --recursive-errors=no "$f" >&2
else # Before systemd 250, the status is also that of all units it depends on.
  systemd-analyze verify --man=no "$f" >"$d/said" 2>&1
  ! grep -F -e "$f:" -e ${quote(`${unit}: `)} "$d/said" >&2
fi`
}
