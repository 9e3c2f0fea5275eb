// The agent's record: in this browser and nowhere else.
import { recall, remember } from "../storage.js";

const KEY = "practice";
const SCHEMA = "empathy-coach/practice/1";

export const emptyRecord = () => ({ schema: SCHEMA, skills: {}, rounds: [] });

export function loadRecord() {
  const kept = recall("localStorage", KEY);
  if (!kept) return emptyRecord();
  try {
    const record = JSON.parse(kept);
    return record?.schema === SCHEMA ? record : emptyRecord();
  } catch (error) {
    if (error instanceof SyntaxError) return emptyRecord();
    throw error;
  }
}

export function saveRecord(record) {
  remember("localStorage", KEY, JSON.stringify(record));
}
