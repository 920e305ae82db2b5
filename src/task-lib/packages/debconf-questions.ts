import { type Probe, probe } from '../../remote/probe.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, sh } from '../../shell/quote.ts'

/** A configuration question of a package in debconf's database. */
export interface DebconfQuestion {
  readonly type: string
  readonly isSeen: boolean
  /** Line breaks are `\n`. */
  readonly value: string
}

/**
 * The Perl program that prints the questions of a package including passwords, which `debconf-show` omits. Source:
 * Debconf::Question(3).
 */
const PROGRAM = `
use Debconf::Db;
use Debconf::Question;
Debconf::Db->load(readonly => "true");
my $all = Debconf::Question->iterator;
while (my $q = $all->iterate) {
  next unless grep { $_ eq $ARGV[0] } split /, /, ($q->owners // "");
  print join("\\0", $q->name, $q->type // "", $q->flag("seen") // "", $q->value // ""), "\\0";
}`

/** Returns the resource name of a package's question, for changes. */
export function questionResource(name: string, question: string): string {
  return `debconf:${name}/${question}`
}

/**
 * Returns a probe for the questions of a package, by name; undefined if the host has no debconf. In a dry run, the
 * answer to `question` is predicted if an earlier task sets it.
 */
export function debconfQuestions({
  name,
  question,
  vtype,
  environment,
}: {
  readonly name: string
  readonly question?: string | undefined
  readonly vtype?: string | undefined
  /** Variables for debconf, such as the name of another database. */
  readonly environment: Readonly<Record<string, string>>
}): Probe<ReadonlyMap<string, DebconfQuestion> | undefined> {
  const isPredictable = question !== undefined && vtype !== 'password' && vtype !== 'seen'
  return probe<ReadonlyMap<string, DebconfQuestion> | undefined>({
    title: `debconf questions of ${name}`,
    script: joinShell([
      ...exportVariables(environment),
      sh`command -v debconf-set-selections >/dev/null || exit 3
exec perl -e ${PROGRAM} -- ${name}`,
    ]),
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return undefined
      const fields = stdout.toString().split('\0')
      const questions = new Map<string, DebconfQuestion>()
      for (let at = 0; at + 4 <= fields.length; at += 4) {
        const [id = '', type = '', seen, value = ''] = fields.slice(at, at + 4)
        questions.set(id, { type, isSeen: seen === 'true', value: value.replaceAll('\n', '\\n') })
      }
      return questions
    },
    ...(isPredictable
      ? {
          own: {
            resource: questionResource(name, question),
            after: ({ after }) =>
              new Map([[question, { type: vtype ?? '', isSeen: true, value: String(after?.value) }]]),
          },
        }
      : {}),
  })
}
