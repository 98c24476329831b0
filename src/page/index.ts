// The contract alone: who wants the maker loads its bundle, so that no other bundle carries Markdown, formulas and charts.
export { pictureAddress, tooLarge } from "./embedded.ts";
export { type Maker, MOST_EMBEDDED, PAGE_GENERATOR, type PageAnswer, type PageData, type PageFile, type PageJob } from "./job.ts";
