import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import dhparam from '../../../tasks/certificates/openssl_dhparam.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { taskRows } from '../../kit/task-rows.ts'
import { DH_PARAMETERS } from './openssl-captured.ts'

taskRows('openssl_dhparam', dhparam, [
  {
    title: 'parameters are planned where there are none',
    params: { path: '/dh' },
    answers: capturedFile('/dh', null),
    isCheckMode: true,
    expects: ['create file:/dh: null -> {"state":"file","from":"new parameters","bits":4096,"mode":"0644"}'],
  },
  {
    title: 'parameters of another size are replaced',
    params: { path: '/dh', size: 1024 },
    answers: capturedFile('/dh', DH_PARAMETERS),
    isCheckMode: true,
    expects: [
      'update file:/dh: {"bits":512,"mode":"0644"} -> {"from":"new parameters","bits":1024,"mode":"0644"}',
    ],
  },
  {
    title: 'right parameters are kept, and closed to others',
    params: { path: '/dh', size: 512, mode: '0600' },
    answers: capturedFile('/dh', DH_PARAMETERS),
    isCheckMode: true,
    expects: ['update file:/dh: {"mode":"0644"} -> {"mode":"0600"}'],
  },
  {
    title: 'a file that has no parameters is replaced',
    params: { path: '/dh', size: 512 },
    answers: capturedFile('/dh', DH_PARAMETERS.slice(0, 50)),
    isCheckMode: true,
    expects: ['update file:/dh: {"mode":"0644"} -> {"from":"new parameters","bits":512,"mode":"0644"}'],
  },
  {
    title: 'parameters are removed',
    params: { path: '/dh', state: 'absent' },
    answers: capturedFile('/dh', DH_PARAMETERS),
    isCheckMode: true,
    expects: ['delete file:/dh: {"state":"file"} -> null'],
  },
  {
    title: 'too few bits',
    params: { path: '/dh', size: 64 },
    expects: ['refused: size: Too small: expected number to be >=512'],
  },
])

test('right parameters are returned', async () => {
  const params = { path: '/dh', size: 512, return_content: true }
  const result = await testTask(dhparam, { params, answers: capturedFile('/dh', DH_PARAMETERS) }).check()
  assert.is(result.kind, 'in-sync')
  const { filename, dhparams, size } = result.outputs
  assert.equal([filename, dhparams, size], ['/dh', DH_PARAMETERS, 512])
})

test.run()
