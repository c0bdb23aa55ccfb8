// The client's name, the people and the date come over from the card; nothing else of it does.

"use strict";

{
  const front = precall.kept.read("front");
  precall.brought = Object.fromEntries(
    ["client", "people", "date"].map((field) => [field, front[field]]).filter(([, text]) => typeof text === "string"),
  );
}
