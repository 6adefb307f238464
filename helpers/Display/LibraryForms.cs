using System.Reflection;

namespace StorageCourse;

/// <summary>Registers how a library's values are shown when the library is first used, so that a notebook without it does not load it.</summary>
public static class LibraryForms
{
    /// <summary>Calls <paramref name="register"/> once, when the assembly has been loaded; at once if it has been already.</summary>
    /// <param name="assembly">Its simple name.</param>
    /// <param name="register">May name the library's types: it is compiled when it is called.</param>
    public static void WhenLoaded(string assembly, Action register)
    {
        var isDone = 0;
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        foreach (var loaded in AppDomain.CurrentDomain.GetAssemblies()) Look(loaded);

        void OnLoad(object? sender, AssemblyLoadEventArgs load) => Look(load.LoadedAssembly);

        void Look(Assembly loaded)
        {
            if (loaded.GetName().Name != assembly || Interlocked.Exchange(ref isDone, 1) != 0) return;
            AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
            register();
        }
    }
}
