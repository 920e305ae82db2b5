import type { RunEvent } from '../../src/engine/state/events.ts'
import { playStart, result, runEnd, runStart } from './events.ts'

const SCRIPT = '</script><script>window.hacked = true</script>'
const IMAGE = '<img src="https://evil.example/x" onerror="window.hacked = true">'
const CONTROL = '\u001b[2J\u202eright\u0000\u2028'

/** Returns the events of a run in which an attacker controls every string that comes from a host or a playbook. */
export function hostileRun(): RunEvent[] {
  const names = [SCRIPT, IMAGE, `'"><b onclick=alert(1)>${CONTROL}`, '__proto__', 'constructor']
  const change = {
    ...{ resource: `file:/etc/${SCRIPT}`, action: IMAGE, before: { [IMAGE]: SCRIPT }, after: { [IMAGE]: 1 } },
    text: { before: `a\n${SCRIPT}\n`, after: `a\n${IMAGE}${CONTROL}\n` },
  }
  return [
    { ...runStart(false), playbooks: [`${SCRIPT}.yml`] },
    playStart(IMAGE, names),
    { type: 'warning', time: '2026-01-01T00:00:00.000Z', message: SCRIPT, host: IMAGE },
    {
      ...{ type: 'task.source', time: '2026-01-01T00:00:00.000Z', task: `${IMAGE}:3:7` },
      ...{ line: 3, lines: [SCRIPT, `javascript:alert(1) ${CONTROL}`] },
    },
    ...names.flatMap(host => [
      result(host, {
        ...{ task: `${IMAGE}:3:7`, name: `${SCRIPT} ${CONTROL}`, taskType: IMAGE, status: 'failed' },
        ...{ message: `${IMAGE} on ${host}\n${SCRIPT}`, hint: SCRIPT, delegatedTo: IMAGE },
        outputs: { rc: 1, stdout: `${SCRIPT}${CONTROL}`, stderr: IMAGE },
      }),
      result(host, { task: 'site.yml:9:7', item: SCRIPT, status: 'changed', changes: [change] }),
      result(host, { task: 'site.yml:9:7', status: 'changed', changes: [change] }),
    ]),
    { ...runEnd({}), exit_code: 2 },
  ]
}
