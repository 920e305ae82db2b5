import { xmlElement, xmlTextElement } from './xml.ts'

/** A case of a JUnit report. */
export interface JunitCase {
  readonly classname: string
  readonly name: string
  /** Where in the user's files, relative to the working directory. */
  readonly file?: string
  readonly line?: number
  readonly milliseconds?: number
  /** What makes the case red: a test that failed, or an error that kept it from being tried. */
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly type: string; readonly text: string }
  /** Why it was left out. */
  readonly skipped?: string
  /** What is worth reading of a case that is not red. */
  readonly output?: string
}

/** Cases that are shown together. */
export interface JunitSuite {
  readonly name: string
  /** When it began, as ISO 8601. */
  readonly time?: string
  readonly cases: readonly JunitCase[]
}

/** The XML of a report, in the form that Jenkins and GitLab read: testsuites, testsuite, testcase; suites without a case are left out. */
export function junitText(suites: readonly JunitSuite[]): string {
  const filled = suites.filter(({ cases }) => cases.length > 0)
  const all = filled.flatMap(({ cases }) => cases)
  const root = xmlElement('testsuites', { name: 'drover', ...countsOf(all) }, filled.map(suiteXml))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

function suiteXml({ name, time, cases }: JunitSuite): string {
  // Without a fraction and a zone, as the schema of Jenkins has it.
  const timestamp = time?.slice(0, 19)
  return xmlElement('testsuite', { name, timestamp, ...countsOf(cases) }, cases.map(caseXml))
}

function caseXml(one: JunitCase): string {
  const { classname, name, file, line, milliseconds, problem, skipped, output } = one
  const time = milliseconds === undefined ? undefined : seconds(milliseconds)
  return xmlElement('testcase', { classname, name, file, line, time }, [
    ...(problem ? [problemXml(problem)] : []),
    ...(skipped === undefined ? [] : [xmlElement('skipped', { message: skipped })]),
    ...(output === undefined ? [] : [xmlTextElement('system-out', {}, output)]),
  ])
}

/** Jenkins shows the message above the text, GitLab the text alone. */
function problemXml({ kind, type, text }: NonNullable<JunitCase['problem']>): string {
  const [message = ''] = text.split('\n')
  return xmlTextElement(kind, { message, type }, text)
}

function countsOf(cases: readonly JunitCase[]): Readonly<Record<string, string | number>> {
  const count = (isOne: (each: JunitCase) => boolean): number => cases.filter(isOne).length
  return {
    tests: cases.length,
    failures: count(({ problem }) => problem?.kind === 'failure'),
    errors: count(({ problem }) => problem?.kind === 'error'),
    skipped: count(({ skipped }) => skipped !== undefined),
    time: seconds(cases.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0)),
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
