import { test } from 'uvu'
import dpkgSelections from '../../../tasks/packages/dpkg_selections.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const HOLD = { name: 'bash', selection: 'hold' }
// As dpkg 1.21.22 prints them.
const INSTALL = { 'selection of bash': 'bash\t\t\t\t\t\tinstall\n' }
const NONE = { 'selection of bash': { status: 1 } }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is held',
    params: HOLD,
    answers: INSTALL,
    expects: [
      'update dpkg-selection:bash: {"selection":"install"} -> {"selection":"hold"}',
      '$ LC_ALL=C dpkg --set-selections',
      '< "bash hold\\n"',
      'outputs: {"before":"install","after":"hold"}',
    ],
  },
  {
    title: 'a package is held already',
    params: HOLD,
    answers: { 'selection of bash': 'bash\t\thold\n' },
    expects: ['in sync: {"before":"hold","after":"hold"}'],
  },
  {
    title: 'a package that is only available is held',
    params: HOLD,
    answers: { ...NONE, 'whether dpkg knows bash': '' },
    expects: [
      'update dpkg-selection:bash: {"selection":"not present"} -> {"selection":"hold"}',
      '$ LC_ALL=C dpkg --set-selections',
      '< "bash hold\\n"',
      'outputs: {"before":"not present","after":"hold"}',
    ],
  },
  {
    title: 'a package that dpkg does not know',
    params: HOLD,
    answers: { ...NONE, 'whether dpkg knows bash': { status: 1 } },
    expects: [
      'error: dpkg does not know a package `bash`',
      'hint: check the name; dpkg knows only installed packages, unless `dselect update` is run in an earlier task',
    ],
  },
  {
    title: 'a host without dpkg',
    params: HOLD,
    answers: { 'selection of bash': { status: 127, stderr: 'the host has no dpkg\n' } },
    expects: ['error: probe failed: selection of bash: status 127: the host has no dpkg'],
  },
  {
    title: 'odd names',
    params: { name: '--bash x', selection: 'hold' },
    expects: ['refused: name: expected the name of a package'],
  },
]

taskRows('dpkg_selections', dpkgSelections, ROWS)

test.run()
