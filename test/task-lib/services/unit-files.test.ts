import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_UNIT, type UnitState } from '../../../src/remote/probes/unit.ts'
import {
  type Enabling,
  enablingOf,
  maskingOf,
  type UnitFileCommands,
} from '../../../src/task-lib/services/unit-files.ts'

/** The verbs for systemctl, or the beginning of the reason why there are none. */
function words(way: UnitFileCommands): string {
  return 'refused' in way
    ? `refused: ${way.refused.replace(/^x\.service cannot be \w+: /, '').slice(0, 30)}`
    : way.verbs.join(', ')
}

/** The state of a unit file and other fields; whether it starts at boot, and the verbs to enable and to disable it. */
const ROWS: readonly (readonly [
  file: string,
  more: Partial<UnitState>,
  isEnabled: boolean,
  enable: string,
  disable: string,
])[] = [
  ['enabled', { links: ['etc'] }, true, '', 'disable'],
  ['enabled', { links: ['etc', 'run'] }, true, '', 'disable, disable --runtime'],
  ['enabled-runtime', { links: ['run'] }, false, 'enable', 'disable --runtime'],
  // Linked by a generator.
  ['enabled-runtime', {}, true, '', 'refused: it is generated at each boot'],
  ['linked', {}, false, 'enable', ''],
  ['linked-runtime', {}, false, 'enable', ''],
  ['alias', {}, false, 'enable', ''],
  ['masked', { masks: ['etc'] }, false, 'refused: it is masked', ''],
  ['masked-runtime', { masks: ['run'] }, false, 'refused: it is masked', ''],
  [
    'masked-runtime',
    { masks: ['run'], links: ['etc'] },
    false,
    'refused: it is masked',
    'refused: it is masked only until the ne',
  ],
  ['static', {}, false, 'refused: its file has no [Install] sect', ''],
  [
    'static',
    { isWanted: true },
    true,
    'refused: its file has no [Install] sect',
    'refused: other units start it',
  ],
  ['static', { isTriggered: true }, true, 'refused: its file has no [Install] sect', ''],
  ['disabled', {}, false, 'enable', ''],
  ['indirect', { also: ['enabled'] }, true, 'enable', 'disable'],
  ['indirect', { also: ['enabled', 'static'] }, true, 'enable', 'disable'],
  ['indirect', { also: ['enabled', 'disabled'] }, false, 'enable', 'disable'],
  ['indirect', { also: ['disabled'] }, false, 'enable', ''],
  // With a link of another name that was made by hand; or a template with another instance enabled.
  ['indirect', { isInstallable: true }, false, 'enable', ''],
  ['indirect', {}, false, 'enable', ''],
  [
    'generated',
    { isWanted: true },
    true,
    'refused: it is generated at each boot',
    'refused: it is generated at each boot',
  ],
  ['generated', {}, false, 'refused: it is generated at each boot', ''],
  ['transient', {}, false, 'refused: it is transient and does not s', ''],
  ['bad', {}, false, 'refused: its unit file cannot be read: ', ''],
  ['', {}, false, 'enable', ''],
  ['', { links: ['etc'] }, false, 'enable', 'disable'],
]

for (const [file, more, isEnabled, enable, disable] of ROWS) {
  test(`${file || 'no'} unit file, ${JSON.stringify(more)}: whether it starts at boot, and how to enable and disable it`, () => {
    const found: Enabling = enablingOf('x.service', { ...NO_UNIT, load: 'loaded', file, ...more })
    assert.equal([found.isEnabled, words(found.enable), words(found.disable)], [isEnabled, enable, disable])
  })
}

const MASKS: readonly (readonly [file: string, more: Partial<UnitState>, mask: string, unmask: string])[] = [
  ['enabled', {}, 'mask', ''],
  ['masked', { masks: ['etc'] }, '', 'unmask'],
  ['masked', { masks: ['etc', 'run'] }, '', 'unmask, unmask --runtime'],
  ['masked-runtime', { masks: ['run'] }, 'mask', 'unmask, unmask --runtime'],
  ['masked', {}, '', 'refused: its package masks it: its file'],
  ['', {}, 'mask', ''],
]

for (const [file, more, mask, unmask] of MASKS) {
  test(`${file || 'no'} unit file, ${JSON.stringify(more)}: how to mask and unmask it`, () => {
    const state = { ...NO_UNIT, load: 'loaded', file, ...more }
    assert.equal(
      [words(maskingOf('x.service', state, true)), words(maskingOf('x.service', state, false))],
      [mask, unmask],
    )
  })
}

test.run()
