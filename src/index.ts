// repartee - the authoring API. Pure: it runs anywhere, and a component is a value.
// This door re-exports what a program needs to define components; serving them is `repartee/server`.
export {
  after,
  answer,
  back,
  become,
  call,
  component,
  end,
  every,
  fail,
  flow,
  hear,
  identify,
  io,
  publish,
  redirect,
  topic,
  watch,
} from './kernel/index.ts'
export type {
  Answer,
  Component,
  Contents,
  Effect,
  Handler,
  Here,
  IoRun,
  Late,
  Listening,
  Listens,
  Live,
  On,
  Place,
  Problem,
  Step,
  Topic,
} from './kernel/index.ts'
export { createElement, unsafeHtml } from './jsx/index.ts'
export type { Child, Creator, Event, Fields, FieldValue, Key, Node, Upload } from './jsx/index.ts'
