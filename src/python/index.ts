export { type LeftOut, type PythonScript, writePython } from "./writePython.ts";
