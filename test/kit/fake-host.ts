export { type Deed, fakeHost } from '../../src/testing.ts'
