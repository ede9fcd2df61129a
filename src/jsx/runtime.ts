// repartee/jsx-runtime and jsx-dev-runtime - what the compiler calls for JSX, and the types it checks it with.
// Authors never import this file: "jsx": "react-jsx" and "jsxImportSource": "repartee" in tsconfig.json do.
export { Fragment, jsx, jsx as jsxDEV, jsx as jsxs } from './make.ts'
