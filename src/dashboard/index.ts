// repartee/dashboard - everything that runs in a program, watched and handled live, as a page of it.
// An ordinary page on public doors alone: what it can, any program can. Read page.ts for what is mounted, dashboard.tsx for the component,
// screen.ts for what a screen is; screens/ has one file for each, verbs/ what operators may do.
export { dashboard } from './page.ts'
export type { DashboardOptions, Role } from './desk.ts'
