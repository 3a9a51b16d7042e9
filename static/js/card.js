// A judge's card with the times of attempts, for judges with an account: each field says what it understood.

import { timeField } from "./time-field.js";

for (const box of document.querySelectorAll("[data-time]")) timeField(box);
