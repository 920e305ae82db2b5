import { xmlElement, xmlTextElement } from './xml.ts'

/** A test case in a JUnit report. */
export interface JunitCase {
  readonly classname: string
  readonly name: string
  /** The file of the user that it refers to, relative to the working directory. */
  readonly file?: string
  readonly line?: number
  readonly milliseconds?: number
  /** Why the case failed: the test failed, or an error prevented it from running. */
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly type: string; readonly text: string }
  /** Why the case was skipped. */
  readonly skipped?: string
  /** Output of a case that did not fail. */
  readonly output?: string
}

/** A group of test cases. */
export interface JunitSuite {
  readonly name: string
  /** When it started, in ISO 8601. */
  readonly time?: string
  readonly cases: readonly JunitCase[]
}

/**
 * Returns the XML of a report in the form that Jenkins and GitLab read: testsuites, testsuite, testcase. Suites
 * without cases are left out.
 */
export function junitText(suites: readonly JunitSuite[]): string {
  const filled = suites.filter(({ cases }) => cases.length > 0)
  const all = filled.flatMap(({ cases }) => cases)
  const root = xmlElement('testsuites', { name: 'drover', ...countsOf(all) }, filled.map(suiteXml))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

function suiteXml({ name, time, cases }: JunitSuite): string {
  // Without fractions of a second and time zone, as the schema of Jenkins requires.
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

/** Jenkins shows the message above the text; GitLab shows only the text. */
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
