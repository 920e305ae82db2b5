import { quote } from '../../shell/quote.ts'

/** A section of a unit file: its settings in their order, and those that may be given several times as several lines. */
export interface UnitSection {
  readonly name: string
  readonly settings: readonly (readonly [key: string, value: string | undefined])[]
}

/** The text of a unit file. A setting without a value is left out, and so is a section without settings. */
export function unitText(sections: readonly UnitSection[]): string {
  const texts = sections.map(({ name, settings }) => {
    const lines = settings.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    return lines.length === 0 ? '' : `[${name}]\n${lines.join('')}`
  })
  return texts.filter(text => text !== '').join('\n')
}

/** A word as the settings of a unit take it: quoted, with nothing that systemd expands. Source: systemd.syntax(7), systemd.service(5). */
export function unitWord(word: string): string {
  const escaped = word
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('%', '%%')
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`
}

/** A command line for `ExecStart=`, of words that are passed as they are. */
export function unitCommand([program = '', ...words]: readonly string[]): string {
  // The program itself is not expanded by `$`, and begins with none of the signs that stand for options.
  return [unitWord(program), ...words.map(word => unitWord(word).replaceAll('$', '$$$$'))].join(' ')
}

/**
 * The command that validates a new unit file before it has its name, for the param `validate`. It also refuses settings that systemd
 * does not know, which systemd itself ignores with a warning. On a host without `systemd-analyze`, it accepts everything.
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
