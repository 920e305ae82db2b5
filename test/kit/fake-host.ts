export { type Call, fakeHost } from '../../src/authoring/testing.ts'
