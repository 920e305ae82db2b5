import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import { NO_UNIT, type UnitState } from '../../../src/remote/probes/unit.ts'
import systemd from '../../../tasks/services/systemd.ts'
import { bind, noProject } from '../../kit/contract.ts'

/** What systemd says that a unit does, and what is then to be done so that it is started, stopped or reloaded. */
const ROWS: readonly (readonly [active: string, sub: string, verbs: Readonly<Record<string, string[]>>])[] = [
  ['active', 'running', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['active', 'exited', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['activating', 'start', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  // It has just ended, and systemd starts it again in a moment: not what anyone calls started.
  ['activating', 'auto-restart', { started: ['start'], stopped: ['stop'], reloaded: ['start'] }],
  ['activating', 'auto-restart-queued', { started: ['start'], stopped: ['stop'], reloaded: ['start'] }],
  ['reloading', 'reload', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['refreshing', 'refresh', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['deactivating', 'stop-sigterm', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['inactive', 'dead', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['failed', 'failed', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['maintenance', 'cleaning', { started: ['start'], stopped: [], reloaded: ['start'] }],
]

for (const [active, sub, wanted] of ROWS) {
  test(`what is to be done about a unit that is ${active} (${sub})`, async () => {
    const state: UnitState = { ...NO_UNIT, id: 'app.service', load: 'loaded', active, sub, mainPid: 7 }
    const { host } = fakeHost({ 'state of unit app.service': state })
    for (const [state, verbs] of Object.entries(wanted)) {
      const params = bind(systemd, { name: 'app', state })
      const context = { host, params, project: noProject, environment: {}, isCheckMode: false }
      const found = await systemd.check(context as never)
      assert.equal(found.kind === 'plan' ? found.data.verbs : [], verbs, state)
    }
  })
}

test.run()
