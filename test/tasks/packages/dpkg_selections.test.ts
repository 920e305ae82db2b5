import { test } from 'uvu'
import dpkgSelections from '../../../tasks/packages/dpkg_selections.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const HOLD = { name: 'bash', selection: 'hold' }
// Output of dpkg 1.21.22.
const INSTALL = { 'selection of bash': 'bash\t\t\t\t\t\tinstall\n' }
const NONE = { 'selection of bash': { status: 1 } }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the selection of a package is set to hold',
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
    title: 'a package that is already on hold is in sync',
    params: HOLD,
    answers: { 'selection of bash': 'bash\t\thold\n' },
    expects: ['in sync: {"before":"hold","after":"hold"}'],
  },
  {
    title: 'a package that is not installed is set to hold',
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
    title: 'an unknown package is an error',
    params: HOLD,
    answers: { ...NONE, 'whether dpkg knows bash': { status: 1 } },
    expects: [
      'error: dpkg does not know a package `bash`',
      'hint: check the name; dpkg knows only installed packages, unless `dselect update` is run in an earlier task',
    ],
  },
  {
    title: 'a host without dpkg is an error',
    params: HOLD,
    answers: { 'selection of bash': { status: 127, stderr: 'the host has no dpkg\n' } },
    expects: ['error: probe failed: selection of bash: status 127: the host has no dpkg'],
  },
  {
    title: 'an invalid name is refused',
    params: { name: '--bash x', selection: 'hold' },
    expects: ['refused: name: expected the name of a package'],
  },
]

taskRows('dpkg_selections', dpkgSelections, ROWS)

test.run()
