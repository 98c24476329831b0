export { answerLanguage, diagnose } from "./answer.ts";
