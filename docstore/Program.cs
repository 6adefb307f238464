Console.Error.WriteLine("usage: course docstore [--port P]\nStarts a document store that speaks MongoDB's wire protocol, in memory, and prints its URI.");
return 2;
