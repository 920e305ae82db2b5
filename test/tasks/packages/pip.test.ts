import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import pip from '../../../tasks/packages/pip.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of pip 23.0.

const VENV = '/srv/app/venv'
const THERE = { [`whether ${VENV}/bin/activate exists`]: { status: 0 } }
const MISSING = { [`whether ${VENV}/bin/activate exists`]: { status: 1 } }
const NAMES = { name: ['flask>=2', 'gunicorn'], virtualenv: VENV }
const ASKED = 'what pip would install of flask>=2 gunicorn'
const OUTPUTS = '{"name":["flask>=2","gunicorn"],"state":"present","virtualenv":"/srv/app/venv"}'
const LISTED = 'Flask==2.2.2\nruamel.yaml==0.17\npkg @ file:///srv/pkg\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'installed packages are left unchanged',
    params: NAMES,
    answers: { ...THERE, [ASKED]: { status: 0 } },
    expects: [`in sync: ${OUTPUTS}`],
  },
  {
    title: 'missing packages are installed',
    params: NAMES,
    answers: { ...THERE, [ASKED]: { status: 4 } },
    runs: { 'pip install flask>=2 gunicorn': 'Successfully installed flask-2.2.2\n' },
    expects: [
      'install pip:flask>=2: undefined -> {"state":"present"}',
      'install pip:gunicorn: undefined -> {"state":"present"}',
      '$ [pip install flask>=2 gunicorn]',
      'outputs: {"name":["flask>=2","gunicorn"],"state":"present","virtualenv":"/srv/app/venv","stdout":"Successfully installed flask-2.2.2\\n","stderr":""}',
    ],
  },
  {
    title: 'a virtual environment is created first',
    params: { ...NAMES, chdir: '/srv/app', virtualenv: 'venv', virtualenv_command: 'python3 -m venv' },
    answers: MISSING,
    expects: [
      'create virtualenv:/srv/app/venv: null -> {}',
      'install pip:flask>=2: undefined -> {"state":"present"}',
      'install pip:gunicorn: undefined -> {"state":"present"}',
      '$ [create /srv/app/venv]',
      '$ [pip install flask>=2 gunicorn]',
      'outputs: {"name":["flask>=2","gunicorn"],"state":"present","virtualenv":"/srv/app/venv","stdout":"","stderr":""}',
    ],
  },
  {
    title: 'a version is part of the requirement',
    params: { name: 'flask', version: '2.0' },
    answers: { 'what pip would install of flask==2.0': { status: 4 } },
    isCheckMode: true,
    expects: ['install pip:flask==2.0: undefined -> {"state":"present"}'],
  },
  {
    title: 'a file of requirements is compared as a whole',
    params: { requirements: 'requirements.txt', chdir: '/srv/app', version: undefined },
    answers: { 'what pip would install of /srv/app/requirements.txt': { status: 5 } },
    isCheckMode: true,
    expects: ['install pip:/srv/app/requirements.txt: undefined -> {"state":"present"}'],
  },
  {
    title: 'installed packages are removed, in any spelling of their names',
    params: { name: ['flask>=3', 'Ruamel-YAML', 'pkg', 'gunicorn'], state: 'absent' },
    answers: { 'what pip has of flask>=3 Ruamel-YAML pkg gunicorn': LISTED },
    expects: [
      'remove pip:flask: {} -> null',
      'remove pip:Ruamel-YAML: {} -> null',
      'remove pip:pkg: {} -> null',
      '$ [pip uninstall flask Ruamel-YAML pkg]',
      'outputs: {"name":["flask>=3","Ruamel-YAML","pkg","gunicorn"],"state":"absent"}',
    ],
  },
  {
    title: 'missing packages need no removal',
    params: { requirements: '/r.txt', state: 'absent' },
    answers: { 'what pip has of /r.txt': LISTED, 'content of /r.txt': '\n# flask\n-r other\ngunicorn==1\n' },
    expects: ['in sync: {"requirements":"/r.txt","state":"absent"}'],
  },
  {
    title: 'a host without pip is an error',
    params: { name: 'flask' },
    answers: {
      'what pip would install of flask': {
        status: 127,
        stderr: 'the host has no pip: install python3-pip in an earlier task\n',
      },
    },
    expects: [
      'error: probe failed: what pip would install of flask: status 127: the host has no pip: install python3-pip in an earlier task',
    ],
  },
  {
    title: 'params that exclude each other are refused',
    params: { name: ['a', 'b==1'], version: '1', state: 'latest', executable: 'pip3', virtualenv: '/v' },
    expects: [
      'refused: executable: cannot be combined with `virtualenv`',
      'refused: version: cannot be combined with `state: latest`',
      'refused: version: needs one package in `name`, without a version of its own',
    ],
  },
  {
    title: 'neither names nor a file, and names that pip would read as options, are refused',
    params: { virtualenv_command: 'python3 -m venv', virtualenv_python: 'python3' },
    expects: [
      'refused: name: expected one of `name` and `requirements`',
      'refused: virtualenv_python: is not for `-m venv`: name the Python in `virtualenv_command`',
    ],
  },
]

taskRows('pip', pip, ROWS)

effectRows('pip', pip, { params: NAMES, answers: { ...MISSING, [ASKED]: { status: 4 } } }, [
  { params: { virtualenv_site_packages: true }, shows: ['--system-site-packages'] },
])

test('pip: each package is installed as editable', async () => {
  const params = { name: ['./a', './b'], editable: true, chdir: '/srv' }
  const answers = { 'what pip would install of ./a ./b': { status: 4 } }
  const task = testTask(pip, { params, answers })
  await task.apply()
  assert.match(JSON.stringify(task.calls), 'install -e ./a -e ./b')
})

test.run()
