import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readDer } from '../../../src/task-lib/x509/der.ts'
import { generalNameText, isGeneralName, writeGeneralName } from '../../../src/task-lib/x509/general-names.ts'
import { derWriter } from '../../../src/task-lib/x509/write-der.ts'

for (const [text, hex, shown = text] of [
  ['DNS:*.example.org', '820d2a2e6578616d706c652e6f7267'],
  [
    'DNS:*.bücher.example',
    '82172a2e786e2d2d62636865722d6b76612e6578616d706c65',
    'DNS:*.xn--bcher-kva.example',
  ],
  ['IP:192.0.2.1', '8704c0000201'],
  ['IP:2001:DB8:0::1', '871020010db8000000000000000000000001', 'IP:2001:db8::1'],
  ['IP:10.0.0.0/9', '87080a000000ff800000'],
  ['IP:2001:db8::/33', '872020010db8000000000000000000000000ffffffff800000000000000000000000'],
  ['IP:0.0.0.0/0', '87080000000000000000'],
  ['email:a@example.org', '810d61406578616d706c652e6f7267'],
  [
    'email:a@bücher.example',
    '81176140786e2d2d62636865722d6b76612e6578616d706c65',
    'email:a@xn--bcher-kva.example',
  ],
  ['URI:http://ü/', '860f687474703a2f2f786e2d2d7464612f', 'URI:http://xn--tda/'],
  ['RID:1.2.3', '88022a03'],
] as const) {
  test(`${text} is encoded and decoded`, async () => {
    assert.ok(isGeneralName(text))
    const write = await derWriter()
    const der = write.der(writeGeneralName(write, text))
    assert.is(der.toString('hex'), hex)
    assert.is(generalNameText(readDer(der)), shown)
  })
}

test('other texts are refused', () => {
  for (const text of [
    ...[
      'example.org',
      'DNS:',
      'DNS:a\nb',
      'IP:300.1.1.1',
      'IP:10.0.0.1/8',
      'IP:10.0.0.0/33',
      'IP:10.0.0.0/-1',
      'IP:10.0.0.0/8/9',
      'IP:fe80::1%eth0',
    ],
    ...['RID:x', 'otherName:1.2.3;aa', 'dirName:CN=a', 'email:ü@example.org', 'URI:ü', 'dns:a'],
  ])
    assert.not.ok(isGeneralName(text), text)
})

test('a directory name and a name of another type are formatted', () => {
  const directory = Buffer.from('a40e300c310a3008060355040a0c0161', 'hex')
  assert.is(generalNameText(readDer(directory)), 'dirName:O=a')
  assert.is(generalNameText(readDer(Buffer.from('a0020500', 'hex'))), 'otherName:a0020500')
})

test.run()
